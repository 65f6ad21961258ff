import { describe, expect, test } from "vitest";
import { scriptMistake } from "../../../src/loadtest/cluster/scriptMistake.ts";

const FOLDERS = ["/scripts/", "/tmp/scripts"];
const mistake = (log: string) => scriptMistake(log, FOLDERS);

describe("a mistake of the script in Locust's log", () => {
  test("that Python does not compile is named with file and line", () => {
    const log = `[2026-11-27 12:30:00,000] locust-master/INFO/locust.main: Starting
Traceback (most recent call last):
  File "/opt/locust/lib/python3.11/site-packages/locust/main.py", line 83, in load
    spec.loader.exec_module(module)
  File "<frozen importlib._bootstrap>", line 241, in _call_with_frames_removed
  File "/scripts/broken.py", line 3
    def oops(:
             ^
SyntaxError: invalid syntax
`;
    expect(mistake(log)).toBe("broken.py, line 3: SyntaxError: invalid syntax");
  });

  test("is named without the folder into which scripts were unpacked", () => {
    const log = `Traceback (most recent call last):
  File "/tmp/loadtest-m9linu2f/shop/tab.py", line 3
TabError: inconsistent use of tabs and spaces in indentation
`;
    expect(mistake(log)).toBe(
      "shop/tab.py, line 3: TabError: inconsistent use of tabs and spaces in indentation",
    );
  });

  test("that raises is named where the script raised it last, in its own folders", () => {
    const log = `Traceback (most recent call last):
  File "/opt/understudy/start.py", line 9, in <module>
  File "/tmp/scripts/script.py", line 4, in <module>
    import shop.orders
  File "/tmp/scripts/shop/orders.py", line 7, in <module>
    client = requests.get(URL)
  File "/usr/lib/python3/dist-packages/requests/api.py", line 73, in get
requests.exceptions.ConnectionError: no route
`;
    expect(mistake(log)).toBe(
      "shop/orders.py, line 7: requests.exceptions.ConnectionError: no route",
    );
  });

  test("is the last one, when an exception led to another", () => {
    const log = `Traceback (most recent call last):
  File "/scripts/script.py", line 3, in <module>
KeyError: 'TOKEN'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/scripts/script.py", line 5, in <module>
RuntimeError: no token
`;
    expect(mistake(log)).toBe("script.py, line 5: RuntimeError: no token");
  });

  test("is not there if Locust itself failed, or nothing did", () => {
    const own = `Traceback (most recent call last):
  File "/opt/locust/lib/python3.11/site-packages/locust/main.py", line 83, in main
OSError: [Errno 98] Address already in use
`;
    expect(mistake(own)).toBeUndefined();
    expect(mistake("INFO/locust.main: Starting Locust 2.47.0\n")).toBeUndefined();
    expect(mistake("Shutting down (exit code 1)\n")).toBeUndefined();
  });
});
