'use strict';
const { createHash } = require('node:crypto');
const { existsSync, readdirSync, readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

/** Every file below a folder, in a fixed order; none when the folder is not there. @param {string} folder */
function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** One word for the names, sizes and times of these files: it changes when any of them does. @param {string[]} files */
function stampOf(files) {
  const hash = createHash('sha256');
  for (const file of files.filter((name) => existsSync(name))) {
    const { mtimeMs, size } = statSync(file);
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest('hex');
}

/** One word for the names and contents of these files. @param {string[]} files */
function contentsOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

module.exports = { contentsOf, filesBelow, stampOf };
