// How a surface answers the light. Shared by the room and by the figure.
uniform vec3 toward_key;
uniform vec3 key;
uniform vec3 sky;
uniform vec3 ground;

// albedo: linear. shadow: 1 in the light, 0 in shadow. All directions have length 1.
vec3 lit(vec3 albedo, float shine, vec3 normal, vec3 toward_eye, float shadow) {
    // A little light goes round the edge, as from a lamp that is not a point.
    float diffuse = max((dot(normal, toward_key) + 0.15) / 1.15, 0.0);
    vec3 half_way = normalize(toward_key + toward_eye);
    float gloss = shine * pow(max(dot(normal, half_way), 0.0), 24.0);
    float rim = 0.25 * shine * pow(1.0 - max(dot(normal, toward_eye), 0.0), 4.0);
    vec3 ambient = mix(ground, sky, normal.y * 0.5 + 0.5);
    return albedo * (ambient + key * diffuse * shadow) + key * (gloss + rim) * shadow * 0.6;
}

// Linear radiance as a picture shows it: highlights are rolled off, gamma 2.2.
vec3 developed(vec3 radiance) {
    vec3 rolled = radiance / (1.0 + 0.25 * radiance) * 1.12;
    return pow(clamp(rolled, 0.0, 1.0), vec3(1.0 / 2.2));
}
