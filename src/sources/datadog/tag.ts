/** Characters that the agent reads of a tag, and bytes after which it gives up. */
const CHARACTERS = 200;
const BYTES = 400;

const ASCII = /^[ -~]*$/;

/**
 * Returns a tag's value in the form that Datadog's agent and its intake give it: lower case, every run of characters that
 * are not letters, digits or `:./-` as one `_`, none of them at the end, 200 characters at most.
 *
 * The rules are those of `NormalizeTagValue` in github.com/DataDog/datadog-agent, pkg/trace/traceutil/normalize.
 */
export function tagValue(text: string): string {
  // A document has hundreds of thousands of names, nearly all of them short and without accents.
  if (text.length <= CHARACTERS && ASCII.test(text)) {
    return text
      .toLowerCase()
      .replace(/[^a-z0-9:./-]+/g, "_")
      .replace(/_$/, "");
  }
  let result = "";
  let characters = 0;
  let bytes = 0;
  let isCut = false;
  for (const read of text) {
    const width = Buffer.byteLength(read);
    const character = lowerCase(read, width);
    if (isKept(character)) {
      result += isCut ? `_${character}` : character;
      isCut = false;
    } else {
      isCut = true;
    }
    characters++;
    bytes += width;
    if (characters >= CHARACTERS || bytes >= BYTES) break;
  }
  return result;
}

/**
 * Returns the forms that a value may have as the tag `<key>:<value>`: where the limit is that of the whole tag, a long
 * value is cut earlier than by itself.
 */
export function tagValues(key: string, text: string): string[] {
  const alone = tagValue(text);
  const prefix = `${key}:`;
  // A value is longer as written than as a tag, or as long.
  if (prefix.length + text.length <= CHARACTERS) return [alone];
  const cut = tagValue(prefix + text).slice(prefix.length);
  return cut === alone ? [alone] : [alone, cut];
}

/** Returns the lower case of a letter, unless it has another length in UTF-8: the agent replaces letters in place. */
function lowerCase(character: string, width: number): string {
  if (!/\p{Lu}/u.test(character)) return character;
  const lower = character.toLowerCase();
  return Buffer.byteLength(lower) === width ? lower : character;
}

function isKept(character: string): boolean {
  return /[\p{L}\p{Nd}:./-]/u.test(character);
}
