/** Turns an option's text into its value. */
export interface Reader<T> {
  /** Completes the sentence "expected …": `a number from 0 to 65535`. */
  expected: string;
  /** Returns the value, or undefined if the text is not what is expected. */
  read(text: string): T | undefined;
  /** All accepted texts, if there are few: shells complete them. */
  choices?: readonly string[];
}

/** An option without a value. */
interface Flag {
  type: "boolean";
  short?: string;
  /** If the flag is on by default, the usage shows its negation: `--no-watch`. */
  default?: true;
  description: string;
}

/** An option with a value. */
interface ValueOption {
  type: "string";
  short?: string;
  /** What the usage shows in angle brackets. */
  placeholder: string;
  default?: string;
  required?: true;
  /** Whether the option may be repeated. */
  multiple?: true;
  reader?: Reader<unknown>;
  /** What shells complete a value with, if `reader` has no choices. */
  completes?: "stack" | "file" | "folder";
  description: string;
}

export type Option = Flag | ValueOption;

/** The options of a command, by name. */
export type Options = Record<string, Option>;

/** The values of options, as a command receives them. */
export type Values<O extends Options> = { [Name in keyof O]: ValueOf<O[Name]> };

type ValueOf<O extends Option> = O extends { type: "boolean" }
  ? boolean
  : O extends { multiple: true }
    ? ReadBy<O>[]
    : O extends { default: string } | { required: true }
      ? ReadBy<O>
      : ReadBy<O> | undefined;

type ReadBy<O extends Option> = O extends { reader: Reader<infer T> } ? T : string;

/** The arguments of a command that are not options. */
export interface Positionals {
  /** Their form in the usage: `[document ...]`. */
  usage: string;
  /** All accepted texts, if there are few; otherwise shells complete files. */
  choices?: readonly string[];
}
