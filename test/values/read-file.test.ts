import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { readRegularFile } from '../../src/values/read-file.js';

describe('the reader of regular files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heapgauge-read-'));
  const path = join(folder, 'file');

  after(() => {
    rmSync(folder, { recursive: true });
  });

  it('a file as large as allowed is read whole', () => {
    writeFileSync(path, 'abcdef');
    assert.equal(readRegularFile(path, 6).toString(), 'abcdef');
  });

  it('a file larger than allowed is refused', () => {
    writeFileSync(path, 'abcdefg');
    assert.throws(() => readRegularFile(path, 6), /^Error: it is larger than 6 bytes$/);
  });

  it('an empty file is empty', () => {
    writeFileSync(path, '');
    assert.equal(readRegularFile(path, 6).length, 0);
  });

  it('a file of /proc, which has no size, is read up to the bound', () => {
    assert.ok(readRegularFile('/proc/self/status', 65_536).length > 0);
    assert.throws(() => readRegularFile('/proc/self/status', 10), /larger than 10 bytes/);
  });

  it('a device without an end is refused', () => {
    assert.throws(() => readRegularFile('/dev/zero', 100), /not a regular file/);
  });

  it('a pipe that nobody writes to is refused at once', () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    assert.throws(() => readRegularFile(pipe, 100), /not a regular file/);
  });

  it('a folder and a missing file are refused', () => {
    assert.throws(() => readRegularFile(folder, 100), /not a regular file/);
    assert.throws(() => readRegularFile(join(folder, 'missing'), 100), /ENOENT/);
  });
});
