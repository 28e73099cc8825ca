/** Preloaded into a child process (`node --import`): presses Ctrl-C at its first word on standard error, however busy the machine. */
const write = process.stderr.write.bind(process.stderr);
let said = false;
process.stderr.write = ((...words: Parameters<typeof write>) => {
  if (!said) process.kill(process.pid, "SIGINT");
  said = true;
  return write(...words);
}) as typeof process.stderr.write;
