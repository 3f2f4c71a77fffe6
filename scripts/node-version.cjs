// Runs on any Node: says so when `npm ci` could not bring Node 24, instead of letting the tests fail one by one.
if (Number(process.versions.node.split('.')[0]) < 24) {
  console.error(
    `The tests need Node 24; this is ${process.version}. Run \`npm ci\` without --ignore-scripts (see allowScripts in package.json).`,
  );
  process.exit(1);
}
