/** Writes a line to standard output: what was asked for. */
export const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Writes a line to standard error: what is to be known beside that. */
export const warn = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
