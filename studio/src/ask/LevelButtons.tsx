interface LevelButtonsProps {
  readonly name: string;
  readonly levels: readonly string[];
  /** The code of the level that is chosen; undefined where none is. */
  readonly value: number | undefined;
  readonly onLevel: (code: number) => void;
  readonly firstClass?: string;
}

/** Above this many letters a list takes less room. */
const MOST_LETTERS = 34;
/** A longer level is cut in a list that is closed, and stands whole below it. */
const MOST_IN_LIST = 24;

/** The levels of a column, to choose one by a click. */
export function LevelButtons({ name, levels, value, onLevel, firstClass = "" }: LevelButtonsProps) {
  const letters = levels.reduce((sum, level) => sum + level.length + 4, 0);
  if (letters > MOST_LETTERS) {
    const chosen = value === undefined ? "" : levels[value];
    return (
      <div class="level-list">
        <select
          class={firstClass}
          aria-label={`Level of ${name}`}
          value={value === undefined ? "" : String(value)}
          onChange={(event) => {
            const { value: code } = event.currentTarget;
            if (code !== "") onLevel(Number(code));
          }}
        >
          {value === undefined && <option value="">left out</option>}
          {levels.map((level, code) => (
            <option key={level} value={code}>
              {level}
            </option>
          ))}
        </select>
        {chosen.length > MOST_IN_LIST && (
          <p class="quiet" aria-hidden="true">
            {chosen}
          </p>
        )}
      </div>
    );
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out in a row of a grid everywhere
    <div class="level-buttons" role="group" aria-label={`Level of ${name}`}>
      {levels.map((level, code) => (
        <button
          key={level}
          type="button"
          class={`plain ${code === 0 ? firstClass : ""}`}
          aria-pressed={value === code}
          onClick={() => onLevel(code)}
        >
          {level}
        </button>
      ))}
    </div>
  );
}
