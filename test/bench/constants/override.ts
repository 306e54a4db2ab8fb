/** Loaded with `--import`: gives one constant of the verdict another value in this process, as the environment says. */
import { register } from 'node:module';
import { OVERRIDE } from './names.js';

register('./override-hooks.js', import.meta.url, { data: process.env[OVERRIDE] });
