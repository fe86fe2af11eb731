/** Preloaded into every child process (`node --import`): ends it when its parent is gone, however the parent ended. */
import process from 'node:process';

process.once('disconnect', () => process.exit(0));
// Listening alone must not keep a process alive that has nothing else to do.
process.channel?.unref();
