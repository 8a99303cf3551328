// What is loaded once for all pages: the frame, and all that the overview is made of, where most people go. The build lets
// every page import it (static/build.mjs).
import './lib/frame.tsx';
import './overview/page.tsx';
