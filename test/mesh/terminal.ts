import { spawn } from "node:child_process";
import { once } from "node:events";

const END = "end-of-the-command";

/** A shell that runs one line after another, as somebody types them. */
export interface Terminal {
  /** Resolves to what a line has printed. @throws {Error} when the line fails */
  run(line: string): Promise<string>;
  /** Everything that was printed besides, on its standard error. */
  said(): string;
  close(): Promise<void>;
}

/** @param command starts a shell that reads its lines from standard input */
export function openTerminal(command: string, cwd: string, env: NodeJS.ProcessEnv): Terminal {
  const child = spawn("bash", ["-c", command], { cwd, env, stdio: ["pipe", "pipe", "pipe"] });
  let said = "";
  let output = "";
  let onOutput = () => {};
  child.stderr.setEncoding("utf8").on("data", (text) => {
    said += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
    onOutput();
  });
  const closed = once(child, "close").then(() => onOutput());
  return {
    said: () => said,
    async run(line) {
      output = "";
      child.stdin.write(`${line}\necho "${END} $?"\n`);
      const pattern = new RegExp(`^${END} (\\d+)\\n`, "m");
      await new Promise<void>((resolve) => {
        onOutput = () => {
          if (pattern.test(output) || child.exitCode !== null) resolve();
        };
        onOutput();
      });
      const [end = "", code] = pattern.exec(output) ?? [];
      if (code !== "0") throw new Error(`${line}\n${output}\n${said}`);
      return output.replace(end, "");
    },
    async close() {
      child.stdin.end();
      await closed;
    },
  };
}
