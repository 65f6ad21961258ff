/**
 * Returns a value with its references `$(NAME)` replaced. `$$` is one `$`, so that `$$(NAME)` is the text `$(NAME)`. A
 * reference to a variable that is not known stays as it is written. The rules are those of the kubelet
 * (`third_party/forked/golang/expansion` of Kubernetes).
 *
 * @param look returns a variable's value, or undefined if there is none
 */
export function expand(text: string, look: (name: string) => string | undefined): string {
  return text.replace(/\$\$|\$\(([^)]*)\)/g, (written, name: string | undefined) =>
    name === undefined ? "$" : (look(name) ?? written),
  );
}
