import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permissionHint } from '../../src/v8/permission-hint.js';

const granted = (...scopes: string[]) => ({
  has: (scope: string) => scopes.includes(scope),
  knows: () => true,
  needsNoAddon: false,
});

describe('the hint at missing permissions', () => {
  it('the hint names each flag that is missing, and none that is there', () => {
    assert.equal(
      permissionHint(granted()),
      '; --permission takes --allow-worker --allow-inspector --allow-addons for them',
    );
    assert.equal(permissionHint(granted('inspector', 'addons')), '; --permission takes --allow-worker for them');
  });

  it('the hint is empty where nothing is withheld', () => {
    assert.equal(permissionHint(granted('worker', 'inspector', 'addons')), '');
    assert.equal(permissionHint(), '');
  });

  it('the hint names no flag for addons where Node.js starts the profiler itself', () => {
    assert.equal(permissionHint({ ...granted('worker', 'inspector'), needsNoAddon: true }), '');
  });

  it('the hint says so where this version of Node.js has no flag for the inspector', () => {
    const old = { ...granted('worker', 'addons'), knows: (flag: string) => flag !== '--allow-inspector' };
    assert.match(permissionHint(old), /no flag that allows the inspector/);
  });
});
