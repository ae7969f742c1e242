import * as vscode from "vscode";
import type { DeclaredPersona } from "../chat/participants.ts";

const STATE_KEY = "persona";
/** Who answers until somebody else is chosen. */
const DEFAULT_PERSONA = "devops";

/** The persona chosen for this workspace. */
export class PersonaChoice {
  private readonly changed = new vscode.EventEmitter<DeclaredPersona>();
  readonly onDidChange = this.changed.event;

  constructor(
    readonly personas: readonly DeclaredPersona[],
    private readonly state: vscode.Memento,
  ) {}

  get current(): DeclaredPersona {
    const chosen = this.state.get<string>(STATE_KEY, DEFAULT_PERSONA);
    return this.byId(chosen) ?? this.fallback;
  }

  /** The persona for reviews: the chosen one where it reviews, else the DevOps engineer. */
  get reviewer(): DeclaredPersona {
    return this.current.commands.includes("review") ? this.current : this.fallback;
  }

  async choose(persona: DeclaredPersona): Promise<void> {
    await this.state.update(STATE_KEY, persona.id);
    this.changed.fire(persona);
  }

  private byId(id: string): DeclaredPersona | undefined {
    return this.personas.find((persona) => persona.id === id);
  }

  private get fallback(): DeclaredPersona {
    const persona = this.byId(DEFAULT_PERSONA) ?? this.personas[0];
    if (!persona) throw new Error("The extension declares no persona.");
    return persona;
  }
}
