import { Dialog } from "../ui/Dialog.tsx";
import { Icon } from "../ui/Icon.tsx";
import { begin, examples, tour } from "./guide.ts";

/** The tour and the worked examples, each a click. */
export function Guide() {
  return (
    <Dialog
      title="Tour and worked examples"
      button={<Icon name="help" />}
      buttonLabel="Tour and worked examples"
    >
      {(close) => (
        <ul class="walks">
          {[tour, ...examples].map((walk) => (
            <li key={walk.key}>
              <button
                type="button"
                class="plain"
                onClick={() => {
                  close();
                  void begin(walk);
                }}
              >
                <b>{walk.title}</b>
                <span class="quiet">{walk.question}</span>
              </button>
            </li>
          ))}
          <li class="quiet">
            They open a network in place of the present one, which Undo brings back. Leave them at any point,
            by Escape too.
          </li>
        </ul>
      )}
    </Dialog>
  );
}
