import { render } from "preact";
import { App } from "./app/App.tsx";
import { startTheme } from "./app/theme.ts";

startTheme();
const root = document.getElementById("app")!;
root.replaceChildren();
render(<App />, root);
