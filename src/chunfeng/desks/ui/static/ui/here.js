// Where a form asks for the position, ticking its box brings it along. Whoever leaves it empty, or whose phone gives none, sends
// the form without. In words that old phones know.
"use strict";
(function () {
  var box = document.querySelector("input[name=position]");
  if (!box) return;
  var form = box.form, field = box.closest(".field");
  if (!navigator.geolocation) { field.hidden = true; return; }
  var said = document.createElement("p");
  said.className = "note";
  said.setAttribute("role", "status");
  field.appendChild(said);
  function put(coords) {
    ["latitude", "longitude", "accuracy"].forEach(function (name) { form.elements[name].value = coords ? coords[name] : ""; });
  }
  box.addEventListener("change", function () {
    put(null);
    said.textContent = "";
    if (!box.checked) return;
    said.textContent = form.elements.asking.value;
    navigator.geolocation.getCurrentPosition(
      function (found) { if (box.checked) { put(found.coords); said.textContent = form.elements.got.value; } },
      function () { box.checked = false; said.textContent = form.elements.none.value; },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 }
    );
  });
})();
