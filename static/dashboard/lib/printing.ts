// Printing the whole of a page. A browser prints what is there at once, so what nobody has scrolled to is asked for before.

const [STEP_MS, LONGEST_MS] = [80, 8_000];

let isWaiting = false;

/** Prints once all that the page holds has its answer, or when that has lasted too long: what has none is left out. */
export async function printWhole(): Promise<void> {
  if (isWaiting) return;
  isWaiting = true;
  const end = Date.now() + LONGEST_MS;
  // Twice quiet: what has come may hold more that nobody has scrolled to.
  for (let quiet = 0; quiet < 2 && Date.now() < end;) {
    dispatchEvent(new Event('beforeprint'));
    await new Promise((done) => setTimeout(done, STEP_MS));
    quiet = document.querySelector('main [aria-busy=true]') ? 0 : quiet + 1;
  }
  isWaiting = false;
  print();
}
