/* global jest, test */
'use strict';
const heapgauge = require('heapgauge');
const declareTests = require('./declare-tests.cjs');

declareTests(test, heapgauge, {
  stop: () => jest.useFakeTimers(),
  go: () => jest.useRealTimers(),
});
