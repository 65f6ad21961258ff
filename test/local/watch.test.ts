import { renameSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { type FileWatch, watchFiles } from "../../src/local/watch.ts";
import { folderOf, replace, write } from "../cli/project.ts";

const open: FileWatch[] = [];
afterEach(() => {
  for (const watch of open.splice(0)) watch.close();
});

describe("watchFiles", () => {
  it("reports a file that is written in place, and one that another file replaces", async () => {
    const folder = folderOf({ "a.yaml": "1" });
    const watch = watchOf([join(folder, "a.yaml")]);
    write(folder, "a.yaml", "2");
    await watch.change();
    replace(folder, "a.yaml", "3");
    await watch.change();
    replace(folder, "a.yaml", "4");
    await watch.change();
  });

  it("reports a burst of events once, and nothing of other files", async () => {
    const folder = folderOf({ "a.yaml": "1", "b.yaml": "1" });
    const a = watchOf([join(folder, "a.yaml")]);
    const b = watchOf([join(folder, "b.yaml")]);
    for (let i = 0; i < 10; i++) write(folder, "b.yaml", String(i));
    // Both hear of the same events in the same turn: when b has reported them, a would have, too.
    await b.change();
    expect([a.count(), b.count()]).toEqual([0, 1]);
  });

  it("reports a file that is made where there was none, even in a folder that is made first", async () => {
    const folder = folderOf({ "a.yaml": "1" });
    const watch = watchOf([join(folder, "new.yaml"), join(folder, "sub/new.yaml")], true);
    write(folder, "new.yaml", "1");
    await watch.change();
    write(folder, "sub/other.txt", "1");
    await watch.change();
    watch.update([join(folder, "sub/new.yaml")], false);
    write(folder, "sub/new.yaml", "1");
    await watch.change();
  });

  it("reports any document beside the known ones after a broken edit", async () => {
    const folder = folderOf({ "a.yaml": "1" });
    const watch = watchOf([join(folder, "a.yaml")], true);
    write(folder, "other.json", "{}");
    await watch.change();
  });

  it("reports what changed before an update, also in a file that the update makes known", async () => {
    const folder = folderOf({ "a.yaml": "1", "b.yaml": "1" });
    const [a, b] = [join(folder, "a.yaml"), join(folder, "b.yaml")];
    const watch = watchOf([a], true);
    write(folder, "a.yaml", "2");
    watch.update([a], false);
    await watch.change();
    watch.update([a], true);
    write(folder, "b.yaml", "other");
    watch.update([a, b], false);
    await watch.change();
    watch.update([a, b], false);
    write(folder, "b.yaml", "again");
    await watch.change();
    expect(watch.count()).toBe(3);
  });

  it("reports an edit of a file that a symbolic link leads to", async () => {
    const folder = folderOf({ "shared/a.yaml": "1", "specs/b.yaml": "1" });
    symlinkSync(join(folder, "shared/a.yaml"), join(folder, "specs/a.yaml"));
    const watch = watchOf([join(folder, "specs/a.yaml")]);
    replace(folder, "shared/a.yaml", "2");
    await watch.change();
  });

  it("hears of files again in a folder that went away and came back", async () => {
    const folder = folderOf({ "specs/a.yaml": "1" });
    const file = join(folder, "specs/a.yaml");
    const watch = watchOf([file]);
    renameSync(join(folder, "specs"), join(folder, "away"));
    await watch.change();
    watch.update([file], true);
    renameSync(join(folder, "away"), join(folder, "specs"));
    await watch.change();
    watch.update([file], false);
    write(folder, "specs/a.yaml", "2");
    await watch.change();
  });
});

/** A watch of these files whose changes can be waited for one by one. */
function watchOf(files: string[], anyDocument = false) {
  let seen = 0;
  let waited = 0;
  let wake = () => {};
  const watch = watchFiles(
    () => {
      seen += 1;
      wake();
    },
    (trouble) => {
      throw new Error(trouble);
    },
  );
  open.push(watch);
  watch.update(files, anyDocument);
  return {
    update: watch.update,
    count: () => seen,
    async change(): Promise<void> {
      while (seen <= waited) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      waited += 1;
    },
  };
}
