import { computed, type ReadonlySignal, signal } from "@preact/signals";

interface Entry<State> {
  readonly state: State;
  readonly label: string;
}

const LONGEST = 200;

/** A value with undo and redo. Changes that carry the same `merge` key follow each other as one step. */
export class History<State> {
  readonly #past = signal<readonly Entry<State>[]>([]);
  readonly #future = signal<readonly Entry<State>[]>([]);
  readonly #now = signal<State>(undefined as State);
  #mergeKey: string | undefined;
  readonly current: ReadonlySignal<State>;
  readonly undoLabel: ReadonlySignal<string | undefined>;
  readonly redoLabel: ReadonlySignal<string | undefined>;

  constructor(initial: State) {
    this.#now.value = initial;
    this.current = computed(() => this.#now.value);
    this.undoLabel = computed(() => this.#past.value.at(-1)?.label);
    this.redoLabel = computed(() => this.#future.value.at(-1)?.label);
  }

  change(state: State, label: string, merge?: string): void {
    if (state === this.#now.value) return;
    const joins = merge !== undefined && merge === this.#mergeKey;
    this.#mergeKey = merge;
    if (!joins) this.#past.value = [...this.#past.value, { state: this.#now.value, label }].slice(-LONGEST);
    this.#future.value = [];
    this.#now.value = state;
  }

  /** The same state in another form, which is no step of its own. */
  amend(state: State): void {
    this.#now.value = state;
  }

  /** A beginning: nothing before it can be undone. */
  reset(state: State): void {
    this.#mergeKey = undefined;
    this.#past.value = [];
    this.#future.value = [];
    this.#now.value = state;
  }

  undo(): string | undefined {
    return this.#move(this.#past, this.#future);
  }

  redo(): string | undefined {
    return this.#move(this.#future, this.#past);
  }

  #move(
    from: { value: readonly Entry<State>[] },
    to: { value: readonly Entry<State>[] },
  ): string | undefined {
    const entry = from.value.at(-1);
    if (entry === undefined) return undefined;
    this.#mergeKey = undefined;
    from.value = from.value.slice(0, -1);
    to.value = [...to.value, { state: this.#now.value, label: entry.label }];
    this.#now.value = entry.state;
    return entry.label;
  }
}
