// Runs the program as CommonJS: Node.js starts a file of TypeScript as a module where `--import` is given.
require('./src/main.ts');
