/**
 * The door for `require`, which gives what `import` gives. Node's own loader takes an ES module in; jest's does not, it
 * stands between a test and whatever asks for another, and it loads packages anew into a realm of each file of tests. So
 * this asks Node's, in Node's own realm, whoever asks for the package.
 */
module.exports = require('node:vm')
  .runInThisContext('process')
  .getBuiltinModule('node:module')
  .createRequire(__filename)('./index.js');
