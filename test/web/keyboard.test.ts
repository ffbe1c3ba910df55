/** Which press of a key does what. */
import { isTyping, keyNames, readPress, type Place, type Press, type PressRead } from '../../web/frame/keyboard.ts';
import { addShortcut, shortcutOf, shortcuts } from '../../web/frame/shortcuts.ts';

const body: Place = { tag: 'body', type: '', role: '', editable: false, inDialog: false, expanded: false };
const plain = { ctrlKey: false, metaKey: false, altKey: false, isComposing: false, defaultPrevented: false };
const known = new Set(['j', 'Enter', 'Escape', '?', 'g i', 'g f', '[']);

interface Case {
  readonly press: Partial<Press> & { readonly key: string };
  readonly place?: Partial<Place>;
  readonly pending?: { readonly key: string; readonly at: number };
  readonly lettersOff?: boolean;
  readonly read: PressRead;
}

const cases: Readonly<Record<string, Case>> = {
  'a letter': { press: { key: 'j' }, read: { shortcut: 'j' } },
  'a sign': { press: { key: '?' }, read: { shortcut: '?' } },
  'a key without a shortcut': { press: { key: 'q' }, read: {} },
  'with Ctrl': { press: { key: 'j', ctrlKey: true }, read: {} },
  'with Alt': { press: { key: 'j', altKey: true }, read: {} },
  'with Cmd': { press: { key: 'j', metaKey: true }, read: {} },
  'while a sign is composed': { press: { key: 'j', isComposing: true }, read: {} },
  'that something has used': { press: { key: 'Escape', defaultPrevented: true }, read: {} },
  'in a field': { press: { key: 'j' }, place: { tag: 'input', type: 'text' }, read: {} },
  'on a checkbox': { press: { key: 'j' }, place: { tag: 'input', type: 'checkbox' }, read: { shortcut: 'j' } },
  'in an editor': { press: { key: 'j' }, place: { tag: 'div', editable: true }, read: {} },
  'in a list of choices': { press: { key: 'j' }, place: { tag: 'ul', role: 'listbox' }, read: {} },
  'in a dialog': { press: { key: 'j' }, place: { inDialog: true }, read: {} },
  'Esc in a dialog': { press: { key: 'Escape' }, place: { inDialog: true }, read: {} },
  'Esc on an open menu': { press: { key: 'Escape' }, place: { tag: 'button', expanded: true }, read: {} },
  'Esc on a row': { press: { key: 'Escape' }, place: { tag: 'tr' }, read: { shortcut: 'Escape' } },
  'Enter on a row': { press: { key: 'Enter' }, place: { tag: 'tr' }, read: { shortcut: 'Enter' } },
  'Enter on a link': { press: { key: 'Enter' }, place: { tag: 'a' }, read: {} },
  'Enter on a tab': { press: { key: 'Enter' }, place: { tag: 'div', role: 'tab' }, read: {} },
  'the first of two': { press: { key: 'g' }, read: { pending: { key: 'g', at: 10_000 } } },
  'the second of two': { press: { key: 'i' }, pending: { key: 'g', at: 9_000 }, read: { shortcut: 'g i' } },
  'the second of two, too late': { press: { key: 'i' }, pending: { key: 'g', at: 8_000 }, read: {} },
  'another one after the first of two': { press: { key: 'j' }, pending: { key: 'g', at: 9_000 }, read: { shortcut: 'j' } },
  'the first of two again': {
    press: { key: 'g' },
    pending: { key: 'g', at: 9_000 },
    read: { pending: { key: 'g', at: 10_000 } },
  },
  'a letter, switched off': { press: { key: 'j' }, lettersOff: true, read: {} },
  'Enter, letters switched off': { press: { key: 'Enter' }, lettersOff: true, read: { shortcut: 'Enter' } },
};

test.each(Object.entries(cases))('%s', (_, { press, place, pending, lettersOff = false, read }) => {
  expect(readPress({ ...plain, ...press }, { ...body, ...place }, { known, pending, lettersOff }, 10_000)).toEqual(read);
});

test('a field for text takes letters, and a button does not', () => {
  expect(isTyping({ ...body, tag: 'textarea' })).toBe(true);
  expect(isTyping({ ...body, tag: 'input', type: 'search' })).toBe(true);
  expect(isTyping({ ...body, tag: 'div', role: 'combobox' })).toBe(true);
  expect(isTyping({ ...body, tag: 'button' })).toBe(false);
});

test('keys are named as on a keyboard', () => {
  expect(keyNames('g i')).toEqual(['g', 'i']);
  expect(keyNames('Escape')).toEqual(['Esc']);
});

test('the last shortcut of a key counts, and the one before comes back', () => {
  const shortcut = (label: string) => ({ key: 'p', label, run: () => undefined });
  const takeFirst = addShortcut(shortcut('of the screen'));
  const takeSecond = addShortcut(shortcut('of the panel'));
  expect(shortcutOf('p')?.label).toBe('of the panel');
  takeSecond();
  expect(shortcutOf('p')?.label).toBe('of the screen');
  takeFirst();
  expect(shortcuts.get()).toEqual([]);
});
