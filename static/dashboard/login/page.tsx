// Signing in and out. Umami's /sso is here too: it takes a token from the address and goes on.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { go, parameter, path } from '../lib/address.ts';
import { forget } from '../lib/answers.ts';
import { ApiError, call, signIn, signOut, token } from '../lib/api.ts';
import { nextPath } from '../lib/frame.tsx';
import { t } from '../lib/words.ts';

export default function Login() {
  useEffect(() => {
    if (path.value === '/logout') void leave();
    else if (path.value === '/sso') {
      const next = nextPath();
      if (parameter('token')) signIn(parameter('token'));
      go(next, 'replace');
    }
  }, [path.value]);
  if (path.value !== '/login') return <p role="status">{t('one-moment')}</p>;
  if (document.documentElement.dataset['login'] === 'off') return <p>{t('login-off')}</p>;
  return <Form />;
}

async function leave(): Promise<void> {
  if (token.peek()) {
    // Who cannot be told is no reason to stay signed in here.
    await call('POST', '/auth/logout').catch(() => undefined);
  }
  forget();
  signOut(false);
}

function Form() {
  const [username, password] = [useSignal(''), useSignal('')];
  const problem = useSignal('');
  const isAsking = useSignal(false);
  const send = async () => {
    isAsking.value = true;
    problem.value = '';
    try {
      const answer = await call<{ token: string }>('POST', '/auth/login', { username: username.value, password: password.value });
      forget();
      const next = nextPath();
      signIn(answer.token);
      go(next, 'replace');
    } catch (error) {
      const { status = 0, code = '' } = error instanceof ApiError ? error : {};
      problem.value = code === 'incorrect-username-password' ? t('login-wrong') : status === 429 ? t('login-slow') : status ? t('error') : t('error-unreachable');
      isAsking.value = false;
    }
  };
  return (
    <form class="login" onSubmit={(event) => {
      event.preventDefault();
      void send();
    }}>
      <h1>{t('sign-in')}</h1>
      <label>{t('username')}
        <input name="username" autocomplete="username" autocapitalize="none" autofocus required value={username.value}
          onInput={(event) => (username.value = event.currentTarget.value)} />
      </label>
      <label>{t('password')}
        <input name="password" type="password" autocomplete="current-password" required value={password.value}
          onInput={(event) => (password.value = event.currentTarget.value)} />
      </label>
      <p class="problem" role="alert">{problem.value}</p>
      <button type="submit" class="button main" disabled={isAsking.value}>{t('sign-in')}</button>
    </form>
  );
}
