/** Ends the task that runs and goes on in another: between two that copy large tables the page moves. */
export function nextTask(): Promise<void> {
  return new Promise((done) => {
    setTimeout(done);
  });
}
