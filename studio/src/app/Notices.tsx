import { Icon } from "../ui/Icon.tsx";
import { dismiss, notices, spoken } from "./notices.ts";

export function Notices() {
  return (
    <>
      <div class="notices" role="alert">
        {notices.value.map(({ id, tone, text, action }) => (
          <div key={id} class={`notice ${tone}`}>
            <Icon name={tone === "info" ? "check" : "warn"} />
            <p>{text}</p>
            {action && (
              <button
                type="button"
                class="plain"
                onClick={() => {
                  dismiss(id);
                  action.run();
                }}
              >
                {action.label}
              </button>
            )}
            <button
              type="button"
              class="icon small"
              aria-label="Close this message"
              onClick={() => dismiss(id)}
            >
              <Icon name="close" />
            </button>
          </div>
        ))}
      </div>
      <p class="hidden" role="status">
        {spoken.value}
      </p>
    </>
  );
}
