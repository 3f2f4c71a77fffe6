// Before the tests: in a checkout it points git to the hooks that stand in the repo. Not at install, which stays quiet.
const { execFileSync } = require('node:child_process');
const { existsSync } = require('node:fs');
const { join } = require('node:path');

if (existsSync(join(__dirname, '..', '.git')) && !process.env.CI) {
  try {
    execFileSync('git', ['config', 'core.hooksPath', '.githooks'], { cwd: join(__dirname, '..') });
  } catch {
    console.error('git is not there, so the pre-commit check is not set up.');
  }
}
