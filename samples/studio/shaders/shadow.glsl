// Share of the main light that arrives: 8 places on a disc (Vogel's spiral), each filtered 2x2.
const vec2 DISC[8] = vec2[8](
    vec2(0.250, 0.000), vec2(-0.319, 0.292), vec2(0.049, -0.557), vec2(0.402, 0.524),
    vec2(-0.739, -0.130), vec2(0.699, -0.445), vec2(-0.234, 0.870), vec2(-0.446, -0.859));

// A software renderer runs both sides of an if, but leaves a loop of which no pixel needs a round:
// where `is_needed` is false the lookups cost nothing, and the answer is 1.
float arriving(sampler2DShadow map, vec3 place, float spread, bool is_needed) {
    int n = is_needed ? 8 : 0;
    float blocked = 0.0;
    for (int i = 0; i < n; ++i)
        blocked += 1.0 - texture(map, vec3(place.xy + spread * DISC[i], place.z));
    return 1.0 - blocked * 0.125;
}
