/** Turns an option's text into its value. */
export interface Reader<T> {
  /** Completes the sentence "expected …": `a number from 0 to 65535`. */
  expected: string;
  /** Returns the value, or undefined if the text is not what is expected. */
  read(text: string): T | undefined;
  /** All texts that are accepted, where there are few: shells complete them. */
  choices?: readonly string[];
}

/** An option without a value. */
interface Flag {
  type: "boolean";
  short?: string;
  /** Where the flag is on by default, the usage shows its negation: `--no-watch`. */
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
  /** What shells complete a value with, where `reader` has no choices. */
  completes?: "stack" | "file" | "folder";
  description: string;
}

export type Option = Flag | ValueOption;

/** The options of a command, by name. */
export type Options = Record<string, Option>;

/** The values of options, as a command gets them. */
export type Values<O extends Options> = { [Name in keyof O]: ValueOf<O[Name]> };

type ValueOf<O extends Option> = O extends { type: "boolean" }
  ? boolean
  : O extends { multiple: true }
    ? ReadBy<O>[]
    : O extends { default: string } | { required: true }
      ? ReadBy<O>
      : ReadBy<O> | undefined;

type ReadBy<O extends Option> = O extends { reader: Reader<infer T> } ? T : string;

/** The arguments of a command that are no options. */
export interface Positionals {
  /** As the usage shows them: `[document ...]`. */
  usage: string;
  /** All texts that are accepted, where there are few; without them, shells complete files. */
  choices?: readonly string[];
}
