/** Characters after which a colon begins a parameter (Express: `/flights/:from-:to`). */
const BEFORE_COLON = new Set(["", "/", "-", ".", "~", ","]);

const CLOSING: Readonly<Record<string, string>> = { "{": "}", "<": ">", "[": "]", "(": ")" };

/**
 * Returns a path template of any framework with its parameters as `{}`, with a slash at its beginning and none at its
 * end. Templates are the same if these texts are: parameters have other names in the code than in the document.
 *
 * - `/users/{id}`, `/users/{id:int}`, `/users/{id:[0-9]+}`, `/users/{id<\d+>}`
 * - `/users/:id`, `/users/:id(\d+)`, `/users/:id(.:format)`
 * - `/users/<id>`, `users/<int:id>/`
 * - `^users/(?P<id>[^/.]+)/$`, `users/(\d+)/?$`
 * - `/users/[id]`
 *
 * A parameter that may be missing stays different (`/users/:id?` is `/users/{}?`), because it is two operations.
 */
export function anonymousTemplate(template: string): string {
  const path = withoutAnchors(template).replace(/\(\.:format\)$/, "");
  let anonymous = "";
  let at = 0;
  while (at < path.length) {
    const end = parameterEnd(path, at, anonymous.at(-1) ?? "");
    if (end > at) {
      anonymous += "{}";
      at = end;
    } else {
      // In a regular expression: `report\.csv`.
      if (path[at] === "\\") at++;
      anonymous += path[at] ?? "";
      at++;
    }
  }
  return `/${anonymous.replace(/^\/+|\/+$/g, "")}`;
}

function withoutAnchors(template: string): string {
  return template.replace(/^\^/, "").replace(/\/?\?*(?:\$|\\Z)$/, "");
}

/** Returns where the parameter ends that begins at a position, or the position itself if none begins there. */
function parameterEnd(path: string, at: number, before: string): number {
  const character = path[at] ?? "";
  if (character in CLOSING) {
    const end = bracketEnd(path, at);
    // A quantifier of a regular expression without a group: `[0-9]+`.
    return character === "["
      ? end + (/^(?:[+*]|\{[\d,]+\})/.exec(path.slice(end))?.[0].length ?? 0)
      : end;
  }
  if (character !== ":" || !BEFORE_COLON.has(before)) return at;
  const name = /^:\w+/.exec(path.slice(at))?.[0].length ?? 0;
  if (name === 0) return at;
  return path[at + name] === "(" ? bracketEnd(path, at + name) : at + name;
}

/** Returns the position after the bracket that closes the one at `at`, or `at` if nothing closes it. */
function bracketEnd(path: string, at: number): number {
  const open = path[at] ?? "";
  const close = CLOSING[open];
  let depth = 0;
  let inClass = false;
  for (let i = at; i < path.length; i++) {
    const character = path[i];
    if (character === "\\") i++;
    else if (open !== "[" && character === "[") inClass = true;
    else if (inClass) inClass = character !== "]";
    else if (character === open) depth++;
    else if (character === close && --depth === 0) return i + 1;
  }
  return at;
}
