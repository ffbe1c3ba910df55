/** Whether a failure of the page means that the service has other files by now. */

/** As Chromium, Firefox and WebKit say that a part of the page could not be loaded. */
const missingPart = /dynamically imported module|importing a module script/i;

export const isOlderPage = ({ message }: Error): boolean => missingPart.test(message);
