// Tells the server in which time zone this browser lives, so that times on the next page are those on the reader's clock.
// A cookie, because no request says it; without this file times are those of UTC, and say so.
const NAME = "mq_zone";
const YEAR_SECONDS = 31_536_000;

const { timeZone } = new Intl.DateTimeFormat().resolvedOptions();
const known = document.cookie.split("; ").find((pair) => pair.startsWith(`${NAME}=`));
if (timeZone && known !== `${NAME}=${timeZone}`) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${NAME}=${timeZone}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
}
