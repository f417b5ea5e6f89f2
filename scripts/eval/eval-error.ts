/** What is wrong with the evaluation's own data or command line, in one sentence for the user. */
export class EvalError extends Error {}
