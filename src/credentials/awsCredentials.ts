import { FinalError } from "../http/retry.ts";
import { ofContainer } from "./awsContainer.ts";
import { ofEnvironment } from "./awsEnvironment.ts";
import { ofInstance } from "./awsInstance.ts";
import { ofProfile } from "./awsProfile.ts";
import type { AwsCredentials, AwsSource } from "./awsSource.ts";
import { ofWebIdentity } from "./awsWebIdentity.ts";

/**
 * The order of AWS' own libraries.
 * https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html
 */
const SOURCES: AwsSource[] = [ofEnvironment, ofProfile, ofWebIdentity, ofContainer, ofInstance];

/**
 * Returns credentials from the first place that has any.
 *
 * @param region in which the security token service is asked, if the environment names none
 * @throws {FinalError} with all places, when no place has any, and with one place that refuses
 */
export async function awsCredentials(
  region: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<AwsCredentials> {
  const missing: string[] = [];
  for (const source of SOURCES) {
    const found = await source(env, region);
    if (typeof found === "object") return found;
    missing.push(found);
  }
  const places = missing.map((place, index) => `${index + 1}. ${place}`).join("; ");
  throw new FinalError(`no AWS credentials were found. Looked for, in this order: ${places}`);
}
