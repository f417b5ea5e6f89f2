/** A command line that asks for something impossible; told like any other usage mistake. */
export class UsageError extends Error {}
