/** The entry of the page. index.html runs no-eval.ts before it. */
import '@cloudscape-design/global-styles/index.css';
import './app.css';
import { createRoot } from 'react-dom/client';
import { Page } from './app/page.tsx';

const place = document.getElementById('page');
if (place === null) throw new Error('index.html has no element with the id page.');
createRoot(place).render(<Page />);
