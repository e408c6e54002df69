// Countdown: the time that is left until a moment, by the server's clock, while the page is open.
const places = [...document.querySelectorAll("[data-until]")].map((place) => ({
  place,
  until: Date.parse(place.dataset.until),
  ahead: Date.parse(place.dataset.now) - Date.now(),
}));

const words = (place, minutes) => {
  if (minutes < 0) return place.dataset.over;
  const parts = { d: Math.floor(minutes / 1440), h: Math.floor(minutes / 60), m: minutes % 60 };
  let sentence = place.dataset.minutes;
  if (minutes >= 48 * 60) {
    sentence = place.dataset.days;
    parts.h = Math.floor((minutes % 1440) / 60);
  } else if (minutes >= 60) sentence = place.dataset.hours;
  return sentence.replace(/\{([dhm])\}/g, (_, part) => parts[part]);
};

const tell = () => {
  places.forEach(({ place, until, ahead }) => {
    place.textContent = words(place, Math.floor((until - Date.now() - ahead) / 60000));
  });
};

setInterval(tell, 15000);
