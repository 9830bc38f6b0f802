#!/usr/bin/env -S node --
require('../dist/src/client/cli/main.js');
