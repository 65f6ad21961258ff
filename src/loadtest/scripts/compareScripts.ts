/** What an upload would change. */
export interface ScriptChange {
  path: string;
  change: "new" | "changed" | "removed";
}

/** Returns how two sets of scripts differ, in the order of their paths. */
export function compareScripts(
  before: ReadonlyMap<string, Buffer>,
  after: ReadonlyMap<string, Buffer>,
): ScriptChange[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path): ScriptChange[] => {
    const [old, next] = [before.get(path), after.get(path)];
    if (next === undefined) return [{ path, change: "removed" }];
    if (old === undefined) return [{ path, change: "new" }];
    return old.equals(next) ? [] : [{ path, change: "changed" }];
  });
}
