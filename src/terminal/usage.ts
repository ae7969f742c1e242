/** The command line is not understood or names something that is not there: one line, exit code 2. */
export class UsageError extends Error {}
