import { classifyName, type NameClass } from "./names.ts";

/** A stretch of text that holds a value; it may be several lines. */
export interface Held {
  start: number;
  end: number;
  quoted: boolean;
  verbatim: boolean;
}

/** What an entry of a list says across its attributes: `name: X` and `value: Y`, in either order. */
interface Entry {
  name: NameClass | null;
  upper: boolean;
  flagged: boolean;
  values: Held[];
}

const NAMING = new Set(
  "name key variable var env envvar parametername parameterkey parameter option optionname setting header headername attribute property field param id identifier variablename".split(
    " ",
  ),
);
const VALUING = new Set(
  "value defaultvalue default content contents parametervalue val text plaintext plaintextvalue plaintext_value variablevalue values data secretvalue string default_value literal defaultval initialvalue fallback".split(
    " ",
  ),
);
const FLAGS = new Set(
  "sensitive noecho secure issecret secret masked no_log is_secret encrypted secured password".split(" "),
);

const SENSITIVE: NameClass = { kind: "sensitive-value", strength: "strong" };

/** What an attribute with a name is in an entry. */
export interface Role {
  naming: boolean;
  valuing: boolean;
  flag: boolean;
}

const NO_ROLE: Role = { naming: false, valuing: false, flag: false };
const ROLES = new Map<string, Role>();
for (const name of new Set([...NAMING, ...VALUING, ...FLAGS])) {
  ROLES.set(name, { naming: NAMING.has(name), valuing: VALUING.has(name), flag: FLAGS.has(name) });
}
const LONGEST_ROLE = 18;

export function roleOf(name: string): Role {
  return name.length > LONGEST_ROLE ? NO_ROLE : (ROLES.get(name) ?? ROLES.get(name.toLowerCase()) ?? NO_ROLE);
}

/** Keeps the entries that are open: one for each column of a block layout, and one for what stands within a line. */
export class Pairs {
  readonly #byColumn = new Map<number, Entry>();
  #inline: Entry = fresh();

  /** @param hide called with a value once its name is known to be that of a secret. */
  constructor(readonly hide: (held: Held, name: NameClass, upper: boolean) => void) {}

  /** A line begins: entries further right than its first character are over. */
  line(column: number, item: boolean, keepInline: boolean): void {
    for (const known of this.#byColumn.keys()) {
      if (known > column || (item && known === column)) {
        this.#byColumn.delete(known);
      }
    }
    if (!keepInline) {
      this.#inline = fresh();
    }
  }

  /** A bracket opens or closes within a line. */
  bracket(): void {
    if (this.#inline.values.length > 0 || this.#inline.name || this.#inline.flagged) {
      this.#inline = fresh();
    }
  }

  /** @param column of the attribute where it begins its line, -1 within a line. */
  named(column: number, value: string): void {
    const entry = this.#entry(column);
    entry.name = classifyName(value.trim());
    entry.upper = true;
    this.#settle(entry);
  }

  valued(column: number, held: Held): void {
    const entry = this.#entry(column);
    entry.values.push(held);
    this.#settle(entry);
  }

  flagged(column: number): void {
    const entry = this.#entry(column);
    entry.flagged = true;
    this.#settle(entry);
  }

  #entry(column: number): Entry {
    if (column < 0) {
      return this.#inline;
    }
    let entry = this.#byColumn.get(column);
    if (!entry) {
      entry = fresh();
      this.#byColumn.set(column, entry);
    }
    return entry;
  }

  #settle(entry: Entry): void {
    const name = entry.name ?? (entry.flagged ? SENSITIVE : null);
    if (!name || entry.values.length === 0) {
      return;
    }
    for (const held of entry.values.splice(0)) {
      this.hide(held, entry.flagged && name.strength !== "strong" ? SENSITIVE : name, entry.upper);
    }
  }
}

function fresh(): Entry {
  return { name: null, upper: false, flagged: false, values: [] };
}
