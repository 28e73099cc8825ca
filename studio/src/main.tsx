import { render } from "preact";
import { App } from "./app/App.tsx";
import { start } from "./app/start.ts";
import { startTheme } from "./app/theme.ts";

startTheme();
const root = document.getElementById("app")!;
// Drawn once the last session is back, so that nothing flickers; whatever goes wrong there, the page opens.
void start().finally(() => {
  root.replaceChildren();
  render(<App />, root);
});
