/** Fernhill, the invented company whose repositories the demo works on. The files of the services are in services/. */

export interface Service {
  readonly name: string;
  /** Sentence for its README. */
  readonly does: string;
  readonly team: string;
  readonly author: string;
  /** Day of its first commit. */
  readonly begun: string;
  readonly version: string;
  /** Subjects of three commits: the code, its console output, its tests. */
  readonly subjects: readonly [code: string, speech: string, tests: string];
}

export const company = 'fernhill';

/** Another program reads the console output of this service. So the demo's change breaks it, and its own test fails. */
export const fragileService = 'invoice-export';

/** The service whose diff the demo shows. */
export const shownService = 'cart';

export const services: readonly Service[] = [
  {
    name: 'cart',
    does: 'Keeps what a visitor wants to buy.',
    team: 'shop',
    author: 'Ada Moss',
    begun: '2024-02-05',
    version: '2.3.0',
    subjects: ['Put articles into the cart', 'Say what goes into which cart', 'Test the limit per article'],
  },
  {
    name: 'catalog',
    does: 'Knows every plant, its price and its season.',
    team: 'shop',
    author: 'Ben Thorn',
    begun: '2024-02-07',
    version: '1.8.2',
    subjects: ['Publish plants with name and price', 'Tell which plants were kept back', 'Test seasons and missing prices'],
  },
  {
    name: 'checkout',
    does: 'Turns a cart into a paid order.',
    team: 'payments',
    author: 'Cleo Birch',
    begun: '2024-02-12',
    version: '3.0.1',
    subjects: ['Place orders, with shipping below 60 euros', 'Log refused payments', 'Test totals and refused cards'],
  },
  {
    name: 'deliveries',
    does: 'Plans the routes of the vans.',
    team: 'logistics',
    author: 'Dan Reed',
    begun: '2024-03-18',
    version: '0.9.4',
    subjects: ['Plan a route, nearest stop first', 'Print the number of stops per van', 'Test a route of three stops'],
  },
  {
    name: 'gift-cards',
    does: 'Issues gift cards and takes them as payment.',
    team: 'payments',
    author: 'Cleo Birch',
    begun: '2024-09-02',
    version: '1.1.0',
    subjects: [
      'Issue and redeem gift cards',
      'Print every use of a card for the support desk',
      'Test that a card pays until it is empty',
    ],
  },
  {
    name: 'inventory',
    does: 'Counts what lies in the greenhouse.',
    team: 'logistics',
    author: 'Dan Reed',
    begun: '2024-03-04',
    version: '2.0.0',
    subjects: ['Receive and reserve stock', 'Warn when stock is short', 'Test that nothing is reserved twice'],
  },
  {
    name: 'invoice-export',
    does: 'Prints the invoices of a month for the import of the accountants.',
    team: 'payments',
    author: 'Ada Moss',
    begun: '2024-04-02',
    version: '1.0.3',
    subjects: ['Read the invoices of a month', 'Print one line per invoice', 'Test the lines against the format of the import'],
  },
  {
    name: 'loyalty',
    does: 'Gives points to people who come back.',
    team: 'shop',
    author: 'Eve Fenn',
    begun: '2024-10-14',
    version: '0.6.0',
    subjects: ['Collect points, twice as many in spring', 'Say who collected what', 'Test spring and the levels'],
  },
  {
    name: 'newsletter',
    does: 'Sends the gardening letter.',
    team: 'marketing',
    author: 'Eve Fenn',
    begun: '2024-05-21',
    version: '1.4.1',
    subjects: [
      'Send an issue to its readers',
      'Report readers that could not be reached',
      'Test that one bad address stops nobody',
    ],
  },
  {
    name: 'pricing',
    does: 'Works out what an article costs today.',
    team: 'shop',
    author: 'Ben Thorn',
    begun: '2024-06-10',
    version: '2.2.0',
    subjects: ['Apply discount codes', 'Warn about unknown codes', 'Test rounding to whole cents'],
  },
  {
    name: 'returns',
    does: 'Decides what happens to a parcel that comes back.',
    team: 'logistics',
    author: 'Dan Reed',
    begun: '2024-07-01',
    version: '1.0.0',
    subjects: ['Decide between refund and voucher', 'Give the reason of each decision', 'Test the deadline for plants'],
  },
  {
    name: 'search',
    does: 'Finds articles by their words.',
    team: 'shop',
    author: 'Eve Fenn',
    begun: '2024-08-19',
    version: '1.5.0',
    subjects: ['Index articles by word', 'Print searches that find nothing', 'Test queries of several words'],
  },
];
