/** A slash command of the participants: what it is told the model, and which files it starts from. */
export interface SlashCommand {
  name: string;
  /** Shown in the completion list. */
  description: string;
  /** Told to the model together with the question. */
  instructions: string;
  /** Asked where the person typed nothing beside the command. */
  defaultQuestion: string;
}

export const slashCommands: readonly SlashCommand[] = [
  {
    name: "review",
    description: "Review the attached files, or what matters most here: verdict, findings, next steps",
    instructions: [
      "Review as you would a pull request. Start with a verdict: block, change or ship, and the one reason for it.",
      "Then the findings grouped by file, most severe first. For each: the place as `path:line`, what is wrong, what breaks and how far it spreads, how it would be noticed, how to roll back, and the exact change.",
      "The findings listed under <findings> were established by static checks: take them as given, put them in order of risk, do not repeat their text. Add what only reading can find. End with the next steps in order.",
    ].join("\n"),
    defaultQuestion: "Review this.",
  },
  {
    name: "explain",
    description: "Explain the attached files, or how this repository's infrastructure hangs together",
    instructions: [
      "Explain to a colleague who is new here: what this is for, how its parts hang together, what happens on a change and on a failure.",
      "Name each place as `path:line`. Say what surprised you and what cannot be known from the files.",
    ].join("\n"),
    defaultQuestion: "Explain this.",
  },
  {
    name: "context",
    description: "Show exactly what would be sent to the model for this question, and send nothing",
    instructions: "",
    defaultQuestion: "What is in view here?",
  },
];

/** The command of that name; undefined for none or an unknown one. */
export function findCommand(name: string | undefined): SlashCommand | undefined {
  return slashCommands.find((command) => command.name === name);
}
