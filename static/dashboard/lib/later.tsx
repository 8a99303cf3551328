// Parts of a page that are loaded once somebody wants them: most who read a board never arrange one.
import { signal } from '@preact/signals';
import { type ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { Failed } from './panel.tsx';

/** A component whose module comes when it is first shown; `room` is as high as it will be, nothing for a sheet. */
export function later<P extends object>(load: () => Promise<ComponentType<P>>, room = '20rem'): ComponentType<P> {
  const loaded = signal<ComponentType<P> | undefined>(undefined);
  const failed = signal(false);
  const begin = () => {
    failed.value = false;
    void load().then((component) => (loaded.value = component), () => (failed.value = true));
  };
  return function Later(props: P) {
    useEffect(() => {
      if (!loaded.peek()) begin();
    }, []);
    const Component = loaded.value;
    if (failed.value) return <Failed retry={begin} />;
    return Component ? <Component {...props} /> : <div class="skeleton" style={{ height: room }} aria-busy="true" />;
  };
}
