// Structured logs: one line of JSON per event, so that they can be searched by field.
const write = (level) => (message, fields) => {
  console.log(JSON.stringify({ time: new Date().toISOString(), level, message, ...fields }));
};

export const log = { info: write('info'), warn: write('warn'), error: write('error') };
