import assert from 'node:assert/strict';
import { startProgram } from './run-node.js';

/** Go collects its garbage less often: a quarter less work for the price of some memory. */
const ENVIRONMENT = { GOGC: '400' };

/** Runs promtool; returns what it prints, or fails with that if promtool does. */
export function promtool(...parameters: readonly string[]): Promise<string> {
  return runTool('promtool', parameters);
}

/** Runs amtool; returns what it prints, or fails with that if amtool does. */
export function amtool(...parameters: readonly string[]): Promise<string> {
  return runTool('amtool', parameters);
}

async function runTool(program: string, parameters: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await startProgram(program, parameters, { env: ENVIRONMENT }).ended;
  assert.equal(code, 0, stdout + stderr);
  return stdout + stderr;
}
