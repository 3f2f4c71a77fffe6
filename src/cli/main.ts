import { runProgram } from './program.ts';

await runProgram(process.argv.slice(2));
// What a user's config has left open (a timer, a connection) must not keep a command that is done.
process.exit();
