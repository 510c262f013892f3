#version 330
// The room with the figure's shadow, and the lit figure over it; the upper row comes first.
#include light.glsl
#include shadow.glsl
uniform sampler2D room_lit;
uniform sampler2D room_shaded;
uniform sampler2D room_depth;
uniform sampler2D surface_map;
uniform sampler2D way_map;
uniform sampler2D figure_depth;
uniform sampler2DShadow figure_shadow;
uniform sampler2DShadow fixed_shadow;
uniform mat4 to_figure_shadow;
uniform mat4 to_fixed_shadow;
uniform mat4 from_clip;
uniform vec3 eye;
uniform float spread;
uniform float bias;
uniform vec2 size;
out vec4 colour;

vec3 place_at(vec2 pixel, float depth) {
    vec4 place = from_clip * vec4(vec3(pixel / size, depth) * 2.0 - 1.0, 1.0);
    return place.xyz / place.w;
}

float past_figure(vec3 place, bool is_needed) {
    vec3 at = (to_figure_shadow * vec4(place, 1.0)).xyz * 0.5 + 0.5;
    return arriving(figure_shadow, at - vec3(0.0, 0.0, bias), spread, is_needed);
}

void main() {
    vec2 pixel = vec2(gl_FragCoord.x, size.y - gl_FragCoord.y);
    ivec2 at = ivec2(pixel);
    vec4 surface = vec4(0.0);
    vec4 way = vec4(0.0);
    float depth = 1.0;
    for (int i = 0; i < 4; ++i) {
        ivec2 fine = at * 2 + ivec2(i & 1, i >> 1);
        surface += texelFetch(surface_map, fine, 0);
        way += texelFetch(way_map, fine, 0);
        depth = min(depth, texelFetch(figure_depth, fine, 0).r);
    }
    float n = surface.a;
    float far = texelFetch(room_depth, at * 2, 0).r;
    vec3 room = mix(
        texelFetch(room_shaded, at, 0).rgb,
        texelFetch(room_lit, at, 0).rgb,
        past_figure(place_at(pixel, far), n < 3.5));
    if (n < 0.5) {
        colour = vec4(room, 1.0);
        return;
    }
    vec3 normal = normalize(way.xyz / n * 2.0 - 1.0);
    vec3 place = place_at(pixel, depth) + 0.012 * normal;
    float shadow = past_figure(place, true);
    vec3 fixed_at = (to_fixed_shadow * vec4(place, 1.0)).xyz * 0.5 + 0.5;
    shadow *= texture(fixed_shadow, fixed_at);
    vec3 albedo = pow(surface.rgb / n, vec3(2.2));
    vec3 radiance = lit(albedo, way.a / n, normal, normalize(eye - place), shadow);
    colour = vec4(mix(room, developed(radiance), n * 0.25), 1.0);
}
