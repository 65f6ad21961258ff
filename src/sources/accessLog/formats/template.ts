import type { ReadField } from "./fields.ts";
import type { LogEntry } from "./logFormat.ts";

/** The fields of a log's lines, in their order, and the texts between them. */
export interface Template {
  /** The text before the first field. */
  prefix: string;
  fields: TemplateField[];
  /** Whether lines may go on after the last field's `until`. */
  isOpen?: true;
}

export interface TemplateField {
  /** Without it, any text is skipped. */
  read?: ReadField;
  /** The text behind the field; empty at the end of a line, or between two fields without a text between them. */
  until: string;
}

/** Longer lines are read in one attempt: the time of the search for another reading grows with their length. */
const LONGEST_SEARCHED = 8_192;

/**
 * Reads a line into `entry` and returns whether the line fits the template. Each field ends at the next occurrence of
 * the text behind it. If some field can't be what it gets then, because a text before it contains its own end (a user
 * agent with spaces, without quotes), the other occurrences are tried.
 */
export function readLine(template: Template, line: string, entry: LogEntry): boolean {
  if (!line.startsWith(template.prefix)) return false;
  if (readAtOnce(template, line, entry)) return true;
  if (line.length > LONGEST_SEARCHED) return false;
  return search(template, line, entry, 0, template.prefix.length, new Set());
}

function readAtOnce({ prefix, fields, isOpen }: Template, line: string, entry: LogEntry): boolean {
  let start = prefix.length;
  const last = fields.length - 1;
  for (let i = 0; i <= last; i++) {
    const { read, until } = fields[i] as TemplateField;
    let end: number;
    if (i === last && !isOpen) end = line.endsWith(until) ? line.length - until.length : -1;
    else if (until === "") return false;
    else end = line.indexOf(until, start);
    if (end < start || (read !== undefined && !read(line, start, end, entry))) return false;
    start = end + until.length;
  }
  return true;
}

/** @param failed fields and places, as one number, from which there is no reading */
function search(
  template: Template,
  line: string,
  entry: LogEntry,
  index: number,
  start: number,
  failed: Set<number>,
): boolean {
  const field = template.fields[index];
  if (field === undefined) return template.isOpen === true || start === line.length;
  const state = index * (line.length + 1) + start;
  if (failed.has(state)) return false;
  const { read, until } = field;
  for (let end = line.indexOf(until, start); end !== -1; end = line.indexOf(until, end + 1)) {
    const fits = read === undefined || read(line, start, end, entry);
    if (fits && search(template, line, entry, index + 1, end + until.length, failed)) return true;
    // Nothing is found beyond the end, but an empty text is found there again and again.
    if (end >= line.length) break;
  }
  failed.add(state);
  return false;
}
