import { useSignal } from "@preact/signals";
import { inWords, logIn } from "./http.ts";
import { farewell } from "./session.ts";

export function LogInForm() {
  const problem = useSignal<string | undefined>(undefined);
  const busy = useSignal(false);

  const submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget as HTMLFormElement);
    busy.value = true;
    problem.value = undefined;
    try {
      await logIn(fields.get("email") as string, fields.get("password") as string);
    } catch (error) {
      problem.value = inWords(error);
    } finally {
      busy.value = false;
    }
  };

  return (
    <main class="log-in">
      <form class="panel" aria-labelledby="log-in-title" onSubmit={(event) => void submit(event)}>
        <h1 id="log-in-title" class="brand">
          PrinterMaster
        </h1>
        <Message problem={problem.value} />
        <Credentials />
        <button class="primary" type="submit" disabled={busy.value}>
          Log in
        </button>
      </form>
    </main>
  );
}

const Credentials = () => (
  <>
    <label>
      E-mail address
      <input name="email" type="email" autocomplete="username" required autofocus />
    </label>
    <label>
      Password
      <input name="password" type="password" autocomplete="current-password" required />
    </label>
  </>
);

function Message({ problem }: { problem: string | undefined }) {
  if (problem !== undefined) {
    return (
      <p class="notice bad" role="alert">
        {problem}
      </p>
    );
  }
  return (
    farewell.value && (
      <p class="notice" role="status">
        {farewell.value}
      </p>
    )
  );
}
